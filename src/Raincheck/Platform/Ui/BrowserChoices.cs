namespace Raincheck.Platform.Ui;

/// <summary>Preferences in cookies of the browser. They contain no secrets.</summary>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or null for what the system prefers.</param>
/// <param name="Zone">The time zone by its IANA name; null before the first page has told it.</param>
internal sealed record BrowserChoices(string? Theme, string? Zone)
{
    public const string ThemeCookie = "raincheck-theme";
    public const string ZoneCookie = "raincheck-zone";

    private const int ZoneLengthMax = 64;

    public static BrowserChoices Of(HttpContext http) =>
        new(
            http.Request.Cookies[ThemeCookie] is "light" or "dark" ? http.Request.Cookies[ThemeCookie] : null,
            http.Request.Cookies[ZoneCookie] is { Length: > 0 and <= ZoneLengthMax } zone ? Uri.UnescapeDataString(zone) : null
        );
}
