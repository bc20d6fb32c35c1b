using Xunit.v3;

// Two at once keep two cores busy for two thirds of the time: each waits for its page, and for the browser.
[assembly: Parallelization(MaxThreads = 3)]
