namespace Raincheck.Core.Stock;

/// <summary>What a warehouse is for. Stored by number: never renumber.</summary>
public enum WarehouseType
{
    /// <summary>Our own shelves.</summary>
    Normal = 0,

    /// <summary>A vendor's stock, fed to us.</summary>
    Dropship = 1,

    /// <summary>Stock that a marketplace holds and ships for us.</summary>
    Fba = 2,

    /// <summary>On its way between two places.</summary>
    Interim = 3,

    /// <summary>Goods that came back; never counted.</summary>
    Return = 4,
}

/// <summary>A place that holds stock.</summary>
public sealed class Warehouse
{
    /// <summary>The warehouse's id.</summary>
    public int Id { get; set; }

    /// <summary>The code people know it by; unique.</summary>
    public string Code { get; set; } = "";

    /// <summary>Its name.</summary>
    public string Name { get; set; } = "";

    /// <summary>Its purpose.</summary>
    public WarehouseType Type { get; set; }

    /// <summary>Whether its stock may be promised.</summary>
    public bool IsSellable { get; set; }
}
