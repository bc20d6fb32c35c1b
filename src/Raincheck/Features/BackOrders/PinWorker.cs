using Raincheck.Platform.Jobs;

namespace Raincheck.Features.BackOrders;

/// <summary>Ends pins when their time is over. Its poll is by the wall clock, whatever time the pins go by.</summary>
internal sealed class PinWorker(PinExpiry pins, ILogger<PinWorker> log) : RepeatedWork(TimeSpan.FromSeconds(1), TimeProvider.System, log)
{
    protected override Task RunRoundAsync(CancellationToken cancel) => pins.RunAsync(cancel);
}
