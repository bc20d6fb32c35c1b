using Xunit.v3;

// One more than the processors of a small machine: some tests wait for the clock, a process or a commit.
[assembly: Parallelization(MaxThreads = 3)]
[assembly: Xunit.TestCollectionOrderer(typeof(Raincheck.Tests.Infrastructure.LongestFirst))]
