"""Pictures in the first page: drawn as SVG from the account of a run, readable without colours and without eyes."""
