using MudBlazor;

namespace Raincheck.WebConsole.Layout;

/// <summary>
/// What the component library is told of the look: letters, corners. Colours are those of <c>tokens.css</c>, which follow the browser
/// from light to dark without asking the server.
/// </summary>
internal static class RaincheckTheme
{
    private static readonly string[] Letters = ["Inter", "system-ui", "sans-serif"];

    public static MudTheme Theme { get; } =
        new()
        {
            LayoutProperties = new LayoutProperties { DefaultBorderRadius = "6px" },
            Typography = new Typography
            {
                Default = new DefaultTypography
                {
                    FontFamily = Letters,
                    FontSize = "0.875rem",
                    LineHeight = "1.45",
                    LetterSpacing = "0",
                },
                Body2 = new Body2Typography { FontSize = "0.875rem", LetterSpacing = "0" },
                H6 = new H6Typography
                {
                    FontSize = "1.0625rem",
                    FontWeight = "650",
                    LetterSpacing = "0",
                },
            },
        };
}
