"""Reports, each derived from the run record and nothing else."""
