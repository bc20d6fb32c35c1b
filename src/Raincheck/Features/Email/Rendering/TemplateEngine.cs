using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Fluid;
using Fluid.Ast;
using Fluid.Values;

namespace Raincheck.Features.Email.Rendering;

/// <summary>
/// Liquid for mails. A template sees the variables that it is given and nothing else: no files, no includes, no types. Nesting,
/// steps, time, and the size of everything that it makes are bounded, and HTML is escaped without a way around.
/// </summary>
public sealed class TemplateEngine
{
    /// <summary>The longest template, in characters.</summary>
    public const int TextLengthMax = 100_000;

    /// <summary>The longest mail, in characters.</summary>
    public const int OutputLengthMax = 256 * 1024;

    /// <summary>Statements that one rendering carries out: an order of 1,000 lines has room.</summary>
    public const int StepsMax = 100_000;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);
    private static readonly BoundedParser Parser = MakeParser();

    private readonly TemplateOptions options;
    private readonly TimeProvider time;

    public TemplateEngine(TimeProvider time)
    {
        this.time = time;
        options = new TemplateOptions
        {
            MaxSteps = StepsMax,
            MaxRecursion = TemplateVariableCheck.DepthMax,
            CultureInfo = CultureInfo.InvariantCulture,
            TimeZone = TimeZoneInfo.Utc,
            Now = time.GetUtcNow,
        };
        TemplateFilters.Restrict(options.Filters);
    }

    /// <summary>The time at which a template is rendered.</summary>
    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Reads a template.</summary>
    /// <returns>The template, or its error.</returns>
    public (IFluidTemplate? Template, TemplateFault? Fault) Parse(string text)
    {
        if (text.Length > TextLengthMax)
            return (null, new TemplateFault($"It has {text.Length} characters; at most {TextLengthMax} are taken."));
        var (template, fault) = Parser.Parse(text);
        if (template is null)
            return (null, fault);
        return TemplateVariableCheck.Check(template, text, options.Filters) is { } unknown ? (null, unknown) : (template, null);
    }

    /// <summary>Renders a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="variables">The variables, by name.</param>
    /// <param name="html">Whether the values are to be escaped for HTML.</param>
    /// <exception cref="TemplateFailedException">It fails, or goes beyond a limit.</exception>
    public async Task<string> RenderAsync(IFluidTemplate template, IReadOnlyDictionary<string, FluidValue> variables, bool html)
    {
        var context = new TemplateContext(options);
        foreach (var (name, value) in variables)
            context.SetValue(name, value);
        var limits = new RenderLimits(time, OutputLengthMax);
        RenderLimits.Set(context, limits);
        await using var output = new BoundedWriter(limits);
        try
        {
            await template.RenderAsync(output, html ? Html : NullEncoder.Default, context);
            return output.ToString();
        }
        catch (TemplateFailedException)
        {
            throw;
        }
        catch (InvalidOperationException e) when (e.Message.Contains("recursion", StringComparison.Ordinal))
        {
            throw new TemplateFailedException($"The template takes more than {StepsMax} steps.", e);
        }
        catch (Exception e)
            when (e is ArithmeticException or ArgumentException or FormatException or InvalidOperationException or FluidException)
        {
            throw new TemplateFailedException($"The template fails: {e.Message}", e);
        }
    }

    /// <summary>A value for a template, from texts, numbers, times, and dictionaries and lists of them.</summary>
    public FluidValue ValueOf(object? value) => FluidValue.Create(value, options);

    private static BoundedParser MakeParser()
    {
        var parser = new BoundedParser();
        // Files, hidden output and nested languages: nothing that a mail needs.
        foreach (var tag in new[] { "include", "render", "liquid", "ifchanged" })
            parser.RegisteredTags.Remove(tag);
        // Its own captures without bound.
        parser.RegisterIdentifierBlock(
            "capture",
            async (name, statements, _, encoder, context) =>
            {
                await using var captured = new BoundedWriter(RenderLimits.Of(context).Inner());
                foreach (var statement in statements)
                {
                    context.IncrementSteps();
                    await statement.WriteToAsync(captured, encoder, context);
                }
                context.SetValue(name, new StringValue(captured.ToString(), encode: false));
                return Completion.Normal;
            }
        );
        return parser;
    }
}
