using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using Raincheck.Core;
using Raincheck.Hosting;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Architecture;

/// <summary>
/// Dependencies point one way (record 0001): a type uses types of its own layer and of those below it, and no two features
/// use each other, not even through others.
/// </summary>
public sealed class DirectionTests
{
    private const string Root = "Raincheck";

    /// <summary>From the lowest to the highest.</summary>
    private static readonly string[] Layers = ["Core", "Storage", "Ledger", "Platform", "Features", "Hosting", "Cli"];

    private static readonly Lazy<List<Dependency>> Real = new(() => DependenciesIn(Root, typeof(RefusalCode), typeof(RaincheckHost)));

    private static readonly Lazy<List<Dependency>> Planted = new(() =>
        DependenciesIn("Raincheck.Tests.Architecture.Planted", typeof(DirectionTests))
    );

    [Fact]
    public void GivenTheProgram_WhenItsTypesAreLookedAt_ThenEachUsesOnlyItsOwnLayerAndThoseBelow()
    {
        Real.Value.Select(d => Part(d.From, 0)).Distinct().Order().ShouldBe(Layers.Order(), "every layer has types that were looked at");

        UpwardIn(Real.Value).ShouldBeEmpty();
    }

    [Fact]
    public void GivenTheFeatures_WhenTheirTypesAreLookedAt_ThenNoneUsesOneThatUsesIt() => CyclesIn(Real.Value).ShouldBeEmpty();

    [Fact]
    public void GivenAPlantedTypeOfStorageThatUsesAFeature_WhenItIsLookedAt_ThenItIsFound() =>
        UpwardIn(Planted.Value).ShouldBe(["Storage.PlantedRow uses Features.Orders.PlantedOrders"]);

    [Fact]
    public void GivenPlantedFeaturesThatUseEachOther_WhenTheyAreLookedAt_ThenTheCycleIsFound() =>
        CyclesIn(Planted.Value)
            .ShouldBe([
                "Features.Mail.PlantedMail uses Features.Orders.PlantedOrders",
                "Features.Orders.PlantedOrders uses Features.Mail.PlantedMail",
            ]);

    /// <summary>What uses types of a higher layer.</summary>
    private static List<string> UpwardIn(List<Dependency> dependencies) =>
        [
            .. dependencies
                .Where(d => Array.IndexOf(Layers, Part(d.To, 0)) > Array.IndexOf(Layers, Part(d.From, 0)))
                .Select(d => $"{d.From} uses {d.To}")
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>The uses of other features from which a way leads back.</summary>
    private static List<string> CyclesIn(List<Dependency> dependencies)
    {
        var between = dependencies
            .Where(d => Part(d.From, 0) == "Features" && Part(d.To, 0) == "Features" && Part(d.From, 1) != Part(d.To, 1))
            .ToList();
        var uses = between.ToLookup(d => Part(d.From, 1), d => Part(d.To, 1));
        return
        [
            .. between
                .Where(d => ReachedFrom(Part(d.To, 1)).Contains(Part(d.From, 1)))
                .Select(d => $"{d.From} uses {d.To}")
                .Order(StringComparer.Ordinal),
        ];

        HashSet<string> ReachedFrom(string feature)
        {
            var reached = new HashSet<string>();
            var next = new Stack<string>(uses[feature]);
            while (next.TryPop(out var one))
            {
                if (reached.Add(one))
                {
                    foreach (var further in uses[one])
                        next.Push(further);
                }
            }
            return reached;
        }
    }

    private static string Part(string name, int index) => name.Split('.').ElementAtOrDefault(index) ?? "";

    /// <summary>Which type uses which, by their names below the root; those that the compiler makes belong to the type that they are in.</summary>
    private static List<Dependency> DependenciesIn(string root, params System.Type[] assemblies)
    {
        var prefix = root + ".";
        var architecture = new ArchLoader().LoadAssemblies([.. assemblies.Select(t => t.Assembly)]).Build();
        return
        [
            .. architecture
                .Types.Where(IsInside)
                .SelectMany(type =>
                    type.Dependencies.Select(d => d.Target).Where(IsInside).Select(target => new Dependency(NameOf(type), NameOf(target)))
                )
                .Where(d => d.From != d.To)
                .Distinct(),
        ];

        bool IsInside(IType type) =>
            type.FullName.StartsWith(prefix, StringComparison.Ordinal) && Layers.Contains(Part(type.FullName[prefix.Length..], 0));

        string NameOf(IType type) => type.FullName[prefix.Length..].Split('+', '`', '<')[0];
    }

    private sealed record Dependency(string From, string To);
}
