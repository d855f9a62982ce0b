"""Who does independent jobs: processes of this machine, or a cluster."""
