"""Rules over all applications: what each must say for them, who meets whom, and what follows."""
