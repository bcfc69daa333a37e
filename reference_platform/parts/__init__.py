"""The programs the platform is made of: fetched or built once per machine, verified at every use."""
