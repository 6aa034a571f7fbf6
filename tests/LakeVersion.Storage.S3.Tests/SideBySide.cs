// These tests wait for a server, and for answers that never come, more than they compute.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
