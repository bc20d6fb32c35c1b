using Raincheck.Platform.Jobs;

namespace Raincheck.Features.BackOrders;

/// <summary>Removes expired pins. It polls by the system clock, also if the pins use a fake clock.</summary>
internal sealed class PinWorker(PinExpiry pins, ILogger<PinWorker> log) : RepeatedWork(TimeSpan.FromSeconds(1), TimeProvider.System, log)
{
    protected override Task RunRoundAsync(CancellationToken cancel) => pins.RunAsync(cancel);
}
