namespace Raincheck.Platform.Ui;

/// <summary>Validates redirect addresses from untrusted input.</summary>
internal static class LocalAddress
{
    /// <summary>The address where it is a page of this host; the start page otherwise, so that no link leads a signed-in person away.</summary>
    public static string Of(string? address) =>
        address is ['/', ..] and not ['/', '/' or '\\', ..] && !address.Any(char.IsControl) ? address : "/";
}
