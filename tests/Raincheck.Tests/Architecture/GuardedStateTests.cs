using System.Reflection;
using System.Runtime.CompilerServices;
using Raincheck.Core;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Architecture;

/// <summary>Orders, purchase orders and what belongs to them change by their own methods: outside of Core no member of theirs can be set.</summary>
public sealed class GuardedStateTests
{
    private static readonly string[] Namespaces = ["Raincheck.Core.Orders", "Raincheck.Core.Purchasing"];

    [Fact]
    public void GivenTheTypesOfOrdersAndPurchaseOrders_WhenTheirMembersAreLookedAt_ThenNoneCanBeSetFromOutside()
    {
        var types = typeof(RefusalCode)
            .Assembly.GetTypes()
            .Where(t => Namespaces.Contains(t.Namespace) && !t.Name.Contains('<', StringComparison.Ordinal))
            .ToList();
        string[] entities =
        [
            nameof(Order),
            nameof(OrderLine),
            nameof(Pin),
            nameof(PurchaseOrder),
            nameof(PurchaseOrderLine),
            nameof(PurchaseOrderLink),
            nameof(Receipt),
            nameof(ReceiptLine),
        ];
        entities.ShouldBeSubsetOf(types.Select(t => t.Name));

        SettableIn(types).ShouldBeEmpty();
    }

    [Fact]
    public void GivenAPlantedTypeWithASetterAndAField_WhenItIsLookedAt_ThenBothAreFound() =>
        SettableIn([typeof(Planted.Core.PlantedLine)]).ShouldBe(["PlantedLine.Quantity", "PlantedLine.Shipped"]);

    /// <summary>Members that an object's user can set after it was made.</summary>
    private static List<string> SettableIn(IEnumerable<Type> types) =>
        [
            .. types
                .SelectMany(type =>
                    type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                        .Where(p => p.SetMethod is { IsPublic: true } set && !IsInit(set))
                        .Cast<MemberInfo>()
                        .Concat(type.GetFields(BindingFlags.Instance | BindingFlags.Public).Where(f => !f.IsInitOnly && !type.IsEnum))
                        .Select(m => $"{type.Name}.{m.Name}")
                )
                .Order(StringComparer.Ordinal),
        ];

    private static bool IsInit(MethodInfo set) => set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit));
}
