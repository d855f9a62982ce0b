"""Mass-action simulation of both levels along one schedule."""
