using Xunit.v3;

// More than the processors of a small machine: some tests wait for the clock, a process or a commit.
[assembly: Parallelization(MaxThreads = 4)]
[assembly: Xunit.TestCollectionOrderer(typeof(Raincheck.Tests.Infrastructure.LongestFirst))]
