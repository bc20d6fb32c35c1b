using Xunit.v3;

// More than the processors of a small machine: each waits for its page, and for the browser.
[assembly: Parallelization(MaxThreads = 3)]
