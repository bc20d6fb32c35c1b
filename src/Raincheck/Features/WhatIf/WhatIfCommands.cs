using Raincheck.Core;
using Raincheck.Features.Products;
using Raincheck.Ledger;
using Raincheck.Platform;
using static Raincheck.Core.RefusalCode;

namespace Raincheck.Features.WhatIf;

/// <summary>The real commands of hypothetical changes.</summary>
internal sealed class WhatIfCommands
{
    /// <summary>The most changes of one call.</summary>
    public const int ChangesMax = 100;

    /// <summary>The most lines and items of all changes together.</summary>
    private const int WeightMax = 5_000;

    private readonly IReadOnlyList<WhatIfChange> changes;
    private readonly List<int> products;
    private readonly List<int> positions;

    private WhatIfCommands(IReadOnlyList<WhatIfChange> changes, string id)
    {
        this.changes = changes;
        // All products are one command, as the first change of a product stands.
        products = [.. changes.Index().Where(c => c.Item is ProductChange).Select(c => c.Index)];
        positions = [.. changes.Index().Where(c => c.Item is not ProductChange || c.Index == products[0]).Select(c => c.Index)];
        Commands = positions.ConvertAll(i =>
            changes[i] is ProductChange
                ? new PutProducts([.. products.Select(p => (ProductChange)changes[p]).Select(p => p.Product.At(p.Sku))], isList: true)
                : changes[i].Command($"{id}-{i + 1}")
        );
    }

    /// <summary>The commands.</summary>
    public IReadOnlyList<LedgerCommand> Commands { get; }

    /// <summary>Whether only an administrator may carry them out.</summary>
    public bool IsAdministrative => Commands.Any(c => c.IsAdministrative);

    /// <summary>The commands of changes; or why there are none.</summary>
    /// <param name="changes">The changes.</param>
    /// <param name="id">The id of the call, from which names are made.</param>
    public static Outcome<WhatIfCommands> Of(IReadOnlyList<WhatIfChange> changes, string id)
    {
        if (Members.CheckCount(changes, ChangesMax, "The call", "changes") is { } count)
            return count;
        var settings = changes.Index().Where(c => c.Item is SettingsChange).Select(c => c.Index).ToList();
        if (settings.Count > 1)
            return Refused("There may be one change of settings.", $"changes[{settings[1]}].kind");
        var commands = new WhatIfCommands(changes, id);
        var weight = commands.Commands.Sum(c => (long)c.Weight);
        return weight > WeightMax
            ? new Refusal(TooMany, $"The changes have {weight} lines and items together; the limit is {WeightMax}.", "changes")
            : commands;
    }

    /// <summary>The refusal of a command, as one of the change that it stands for.</summary>
    public Refusal Of(int command, Refusal refusal)
    {
        var own = Of(command, refusal.Code, refusal.Path) is var path ? Refused(refusal.Detail, path) : null;
        return own! with { Others = [.. refusal.Others.Select(o => Refused(o.Detail, Of(command, o.Code, o.Path)))] };
    }

    private string Of(int command, RefusalCode code, string? path)
    {
        var index = positions[command];
        var change = changes[index];
        if (change is ProductChange && path is not null && path[0] == '[' && path.IndexOf(']', StringComparison.Ordinal) is > 0 and var end)
        {
            index = products[int.Parse(path.AsSpan(1, end - 1), System.Globalization.CultureInfo.InvariantCulture)];
            path = path[(end + 2)..];
            return path == "sku" ? $"changes[{index}].sku" : $"changes[{index}].product.{path}";
        }
        if (path is not null)
            return $"changes[{index}].{change.Within}{path}";
        return change.MemberOf(code) is { } member ? $"changes[{index}].{member}" : $"changes[{index}]";
    }

    private static Refusal Refused(string detail, string path) => new(ChangeRefused, detail, path);
}
