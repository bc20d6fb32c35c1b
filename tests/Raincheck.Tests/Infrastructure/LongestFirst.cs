using Xunit.Sdk;
using Xunit.v3;

namespace Raincheck.Tests.Infrastructure;

/// <summary>What takes long begins first, so that nothing runs alone at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        // It waits most of its time.
        nameof(Hosting.ScrapeTests),
        Ledger.ConcurrencyTests.Name,
        nameof(Api.Model.ModelTests),
        nameof(Ledger.RandomHistoryTests),
        nameof(Api.Contract.FuzzTests),
        nameof(Hosting.StartTests),
        nameof(Api.ServeProcessTests),
        nameof(Hosting.GracefulStopTests),
        nameof(Features.RefusalTests),
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(c => RankOf(c))];

    private static int RankOf(ITestCollection collection)
    {
        var rank = Array.FindIndex(Long, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return rank < 0 ? Long.Length : rank;
    }
}
