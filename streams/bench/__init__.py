"""How fast it is: ratios of what is measured side by side in one run, on the machine it runs on."""
