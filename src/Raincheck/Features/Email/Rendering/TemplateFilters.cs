using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace Raincheck.Features.Email.Rendering;

/// <summary>
/// The filters of a template: those of Liquid that a mail has a use for, each bounded, and none whose result is taken for
/// markup, because what it was made from may be a customer's words.
/// </summary>
internal static partial class TemplateFilters
{
    private static readonly string[] Kept =
    [
        .. "join first last concat map reverse size sort sort_natural uniq where find has reject compact default date time_zone".Split(' '),
        .. "append prepend capitalize downcase upcase lstrip rstrip strip strip_newlines strip_html truncate truncatewords".Split(' '),
        .. "remove remove_first remove_last replace replace_first replace_last slice split url_encode escape escape_once".Split(' '),
        .. "abs at_least at_most ceil divided_by floor minus modulo plus round times".Split(' '),
    ];

    /// <summary>What their result is may stand in HTML as it is: they escape.</summary>
    private static readonly HashSet<string> Escaping = new(StringComparer.Ordinal) { "escape", "escape_once" };

    public static void Restrict(FilterCollection filters)
    {
        var kept = Kept.Select(name =>
            (name, filters.TryGetValue(name, out var filter) ? filter : throw new InvalidOperationException(name))
        );
        var bounded = kept.Select(f => (f.name, Bound(f.name, f.Item2))).ToList();
        filters.Clear();
        foreach (var (name, filter) in bounded)
            filters.AddFilter(name, filter);
        filters.AddFilter("newline_to_br", NewlineToBr);
    }

    private static FilterDelegate Bound(string name, FilterDelegate filter)
    {
        var escapes = Escaping.Contains(name);
        return async (input, arguments, context) =>
        {
            RenderLimits.Of(context).CheckTime();
            CheckGrowth(name, input, arguments, context);
            var result = await filter(input, arguments, context);
            if (result is StringValue text)
            {
                var plain = text.ToStringValue();
                RenderLimits.CheckLength(plain.Length);
                return new StringValue(plain, encode: !escapes);
            }
            if (result is ArrayValue list && list.Values.Count > RenderLimits.ItemsMax)
                throw new TemplateFailedException($"The template makes a list of more than {RenderLimits.ItemsMax} items.");
            return result;
        };
    }

    /// <summary>Operations that multiply the size are checked before they run.</summary>
    private static void CheckGrowth(string name, FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        switch (name)
        {
            case "replace":
                var text = input.ToStringValue();
                var old = arguments.At(0).ToStringValue();
                var times = old.Length == 0 ? text.Length + 1 : text.AsSpan().Count(old);
                RenderLimits.CheckLength(text.Length + (long)times * arguments.At(1).ToStringValue().Length);
                break;
            case "join":
                long length = 0;
                var separator = arguments.At(0).ToStringValue().Length;
                foreach (var item in input.Enumerate(context))
                    RenderLimits.CheckLength(length += item.ToStringValue().Length + separator);
                break;
            case "date" when Width.IsMatch(arguments.At(0).ToStringValue()):
                throw new TemplateFailedException("The format of a date has a width of more than two digits.");
            default:
                break;
        }
    }

    private static ValueTask<FluidValue> NewlineToBr(FluidValue input, FilterArguments arguments, TemplateContext context)
    {
        var escaped = HtmlEncoder
            .Create(System.Text.Unicode.UnicodeRanges.All)
            .Encode(input.ToStringValue().ReplaceLineEndings("\n"))
            .Replace("&#xA;", "<br>\n", StringComparison.Ordinal);
        RenderLimits.CheckLength(escaped.Length);
        return new StringValue(escaped, encode: false);
    }

    [GeneratedRegex(@"%[^a-zA-Z%]*\d{3}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Width { get; }
}
