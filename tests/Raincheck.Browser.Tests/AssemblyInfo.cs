using Xunit.v3;

// Two at once keep two cores busy: one waits for its page while the other is drawn.
[assembly: Parallelization(MaxThreads = 2)]
