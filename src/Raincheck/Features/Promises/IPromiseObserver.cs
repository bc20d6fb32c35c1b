namespace Raincheck.Features.Promises;

/// <summary>An order whose promise or projected date changed, as the job of the promises left it.</summary>
/// <param name="OrderId">The order's id.</param>
/// <param name="Number">Its number.</param>
/// <param name="ExpectedBefore">The day on which it was expected to ship completely before; null if units had no date.</param>
/// <param name="Expected">The day on which it is expected to ship completely; null if units have no date.</param>
/// <param name="Promised">The promised day; null if nothing was promised yet.</param>
internal sealed record ComparedOrder(long OrderId, string Number, DateOnly? ExpectedBefore, DateOnly? Expected, DateOnly? Promised);

/// <summary>Is told which orders have another projected date. A feature registers its observers as services of this type.</summary>
internal interface IPromiseObserver
{
    /// <summary>Called after the changes are committed, by one process at a time. It may be called again for the same change: the job repeats what was interrupted.</summary>
    /// <param name="orders">The orders.</param>
    /// <param name="cancel">The process ends.</param>
    Task ComparedAsync(IReadOnlyList<ComparedOrder> orders, CancellationToken cancel);
}
