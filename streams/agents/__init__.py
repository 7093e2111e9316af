"""The agents: decode, call the core, publish. Nothing else."""
