using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Raincheck.Core.Orders;
using Raincheck.Core.Purchasing;
using Raincheck.Features.Orders;
using Raincheck.Ledger;
using Raincheck.Ledger.Fields;
using Raincheck.Ledger.Store;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Ledger;

/// <summary>A new column of an order or a purchase order is saved, journalled and split, or one of these tests names it.</summary>
public sealed class LedgerFieldsTests
{
    [Fact]
    public void GivenTheModel_WhenItsColumnsAreCompared_ThenEachIsClassifiedOnce()
    {
        ShouldBeClassified<Order>();
        ShouldBeClassified<OrderLine>();
        ShouldBeClassified<PurchaseOrder>();
        ShouldBeClassified<PurchaseOrderLine>();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenAStoredRow_WhenEveryMemberChanges_ThenThoseThatAreNotFixedAreSaved(Database database)
    {
        await using var shop = await TestShop.NewAsync(database);

        await ShouldSaveChangesAsync<Order>(shop);
        await ShouldSaveChangesAsync<OrderLine>(shop);
        await ShouldSaveChangesAsync<PurchaseOrder>(shop);
        await ShouldSaveChangesAsync<PurchaseOrderLine>(shop);
    }

    [Fact]
    public async Task GivenAnOrder_WhenOneMemberChanges_ThenTheJournalTellsItOrATableSaysWhyNot()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        var catalogue = await shop.Ledger.CatalogueAsync(default);
        foreach (var field in OrderFields.Instance.Fields)
        {
            var order = Filled<Order>();
            var before = HeadState.Of(order);

            Change(order, field);

            var after = HeadState.Of(order);
            (before != after).ShouldBe(field.IsCompared, field.Member);
            var entry = JournalText.Order(ChangeSet(), order, true, before, after, [], catalogue);
            Named(entry).ShouldBe(field.JournalName is { } name ? [name] : [], field.Member);
        }
    }

    [Fact]
    public async Task GivenALine_WhenOneMemberChanges_ThenTheJournalTellsItOrATableSaysWhyNot()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        var catalogue = await shop.Ledger.CatalogueAsync(default);
        var product = catalogue.FindProduct("X")!;
        foreach (var field in OrderLineFields.Instance.Fields)
        {
            var line = Filled<OrderLine>();
            Set(line, nameof(line.SkuId), product.Id);
            Set(line, nameof(line.ReplacementPoolId), product.Id);
            var before = LineState.Of(line);

            Change(line, field);

            var after = LineState.Of(line);
            (before != after).ShouldBe(field.IsCompared, field.Member);
            var entry = JournalText.Order(ChangeSet(), new Order(), true, null, null, [new(line, before, after)], catalogue);
            var told = entry.Member("lines")[0].EnumerateObject().Select(m => m.Name).Where(n => n != "line");
            told.ShouldBe(field.JournalName is { } name ? [name] : [], field.Member);
        }
    }

    [Fact]
    public async Task GivenAPurchaseOrder_WhenOneMemberChanges_ThenItsEntryTellsItOrATableSaysWhyNot()
    {
        await using var shop = await TestShop.NewAsync(Database.Sqlite);
        var catalogue = await shop.Ledger.CatalogueAsync(default);
        var sku = catalogue.FindProduct("X")!.Id;
        foreach (var field in PurchaseOrderFields.Instance.Fields)
        {
            var order = Filled<PurchaseOrder>();
            var before = Text(order, new PurchaseOrderLine { SkuId = sku });
            Change(order, field);
            (Text(order, new PurchaseOrderLine { SkuId = sku }) != before).ShouldBe(field.JournalName is not null, field.Member);
        }
        foreach (var field in PurchaseOrderLineFields.Instance.Fields.Where(f => f.IsUpdated))
        {
            var line = Filled<PurchaseOrderLine>();
            Set(line, nameof(line.SkuId), sku);
            var before = Text(new PurchaseOrder(), line);
            Change(line, field);
            (Text(new PurchaseOrder(), line) != before).ShouldBe(field.JournalName is not null, field.Member);
        }

        string Text(PurchaseOrder order, PurchaseOrderLine line) =>
            JournalText.PurchaseOrder(ChangeSet(), new LoadedPurchaseOrder(order, [line]), catalogue).Data;
    }

    [Fact]
    public void GivenAnOrder_WhenItIsSplit_ThenEachMemberIsCopiedOrReset()
    {
        var parent = Filled<Order>();

        var child = parent.NewChild(77);

        ShouldBeSplit(OrderFields.Instance, parent, child, nameof(Order.Id), nameof(Order.ParentId));
        (child.Id, child.ParentId).ShouldBe((77, parent.Id));
    }

    [Fact]
    public void GivenALine_WhenItIsSplit_ThenEachMemberIsCopiedDividedOrReset()
    {
        var parent = Filled<OrderLine>();

        var child = parent.NewChildLine(childQuantity: 50, childFirmWanted: 40, childPinned: 30, childLinked: 20);

        ShouldBeSplit(OrderLineFields.Instance, parent, child);
        (child.Quantity, child.FirmWanted, child.Pinned, child.Linked).ShouldBe((50, 40, 30, 20));
    }

    private static void ShouldBeClassified<T>()
        where T : class, new()
    {
        var fields = LedgerFields.Of<T>().Fields;
        var named = fields.Select(f => SnakeCase.Of(f.Member)).ToList();
        var columns = Table<T>.Instance.Columns.Select(c => c.Name).ToList();
        named.ShouldBeUnique();
        columns.Except(named).ShouldBeEmpty($"columns of {typeof(T).Name} without a row in Ledger/Fields");
        named.Except(columns).ShouldBeEmpty($"rows in Ledger/Fields without a column of {typeof(T).Name}");
        foreach (var field in fields)
        {
            string.IsNullOrEmpty(field.JournalName).ShouldBe(!string.IsNullOrEmpty(field.Reason), $"{typeof(T).Name}.{field.Member}");
            if (Table<T>.Instance.Keys.Any(k => k.Name == SnakeCase.Of(field.Member)))
                field.IsUpdated.ShouldBeFalse($"{typeof(T).Name}.{field.Member} is a key");
        }
    }

    private static async Task ShouldSaveChangesAsync<T>(TestShop shop)
        where T : class, new()
    {
        var fields = LedgerFields.Of<T>().Fields;
        var keys = Table<T>.Instance.Keys.Select(k => k.Name).ToHashSet();
        var row = Filled<T>();
        await using var store = LedgerStore.Of(shop.Client);
        await WriteAsync(store, transaction => transaction.Insert<T>([row]));
        var original = Filled<T>();

        foreach (var field in fields.Where(f => !keys.Contains(SnakeCase.Of(f.Member))))
            Change(row, field);
        await WriteAsync(store, transaction => transaction.Update<T>([row]));

        await using var db = shop.Client.CreateContext();
        var stored = (await db.Set<T>().AsNoTracking().ToListAsync()).ShouldHaveSingleItem();
        foreach (var field in fields)
            Value(stored, field).ShouldBe(Value(field.IsUpdated ? row : original, field), $"{typeof(T).Name}.{field.Member}");
    }

    private static async Task WriteAsync(LedgerStore store, Action<LedgerTransaction> write)
    {
        await using var transaction = await store.BeginAsync(LockMode.Shared, default);
        write(transaction);
        await transaction.CommitAsync(default);
    }

    private static void ShouldBeSplit<T>(FieldTable<T> table, T parent, T child, params string[] ownValues)
        where T : class, new()
    {
        foreach (var field in table.Fields.Where(f => !ownValues.Contains(f.Member)))
        {
            if (field.OnSplit == OnSplit.Copied)
                Value(child, field).ShouldBe(Value(parent, field), field.Member);
            else if (field.OnSplit == OnSplit.Reset)
                Value(child, field).ShouldBe(Value(new T(), field), field.Member);
            else
                Value(child, field).ShouldNotBe(Value(parent, field), field.Member);
        }
    }

    private static ChangeSet ChangeSet() => new(new HoldOrder("1"), "test", 0);

    private static string[] Named(JournalEntry entry) =>
        [.. System.Text.Json.JsonElement.Parse(entry.Data).EnumerateObject().Select(m => m.Name)];

    /// <summary>A row whose every member has a value that is not the default.</summary>
    private static T Filled<T>()
        where T : class, new()
    {
        var row = new T();
        foreach (var field in LedgerFields.Of<T>().Fields)
            Change(row, field);
        return row;
    }

    private static object? Value<T>(T row, Field<T> field)
        where T : class => PropertyOf(field).GetValue(row);

    private static void Change<T>(T row, Field<T> field)
        where T : class
    {
        var property = PropertyOf(field);
        if (field.Member is nameof(Order.ShipTo) or nameof(Order.BillTo))
            property.SetValue(row, property.GetValue(row) is "{}" ? """{"city":"Gent"}""" : "{}");
        else
            property.SetValue(
                row,
                Other(property.GetValue(row), Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType)
            );
    }

    private static void Set<T>(T row, string member, object value) => typeof(T).GetProperty(member)!.SetValue(row, value);

    private static PropertyInfo PropertyOf<T>(Field<T> field)
        where T : class => typeof(T).GetProperty(field.Member)!;

    private static object Other(object? value, Type type) =>
        value switch
        {
            null when type == typeof(string) => "1:1",
            null => Other(Activator.CreateInstance(type), type),
            int number => number + 1,
            long number => number + 1,
            decimal number => number + 1,
            bool flag => !flag,
            string text => text + "1",
            Enum word => Enum.GetValues(type).Cast<object>().First(v => !v.Equals(word)),
            _ => throw new InvalidOperationException($"{type.Name} has no other value here"),
        };
}
