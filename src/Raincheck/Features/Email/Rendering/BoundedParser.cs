using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Parlot;
using Parlot.Fluent;

namespace Raincheck.Features.Email.Rendering;

/// <summary>
/// The parser of Liquid with two bounds. It calls itself for what stands inside a block or a bracket, and a stack that overflows
/// ends the process; and it tries some brackets twice, which doubles its work at each level. So the calls themselves are counted:
/// a count of brackets in the text would have to know strings, comments and stray tags as well as the parser does.
/// </summary>
internal sealed partial class BoundedParser : FluidParser
{
    /// <summary>How deep blocks and brackets stand in each other.</summary>
    public const int DepthMax = 60;

    /// <summary>The most calls for one template: the longest one that is sound needs a fifth of them.</summary>
    private const int CallsMax = 500_000;

    public BoundedParser()
        : base(new FluidParserOptions())
    {
        Primary.Parser = new Counted<Expression>(Primary.Parser!);
        FilterExpression.Parser = new Counted<Expression>(FilterExpression.Parser!);
        AnyTagsList.Parser = new Counted<IReadOnlyList<Statement>>(AnyTagsList.Parser!);
        KnownTagsList.Parser = new Counted<IReadOnlyList<Statement>>(KnownTagsList.Parser!);
    }

    /// <summary>Reads a template.</summary>
    /// <returns>The template, or its error.</returns>
    public (IFluidTemplate? Template, TemplateFault? Fault) Parse(string text)
    {
        try
        {
            if (Grammar.TryParse(new Context(text), out var statements, out var error) && error is null)
                return (new FluidTemplate(statements), null);
            return (null, FaultOf(error?.Message ?? "It is no template", error?.Position));
        }
        catch (Parlot.ParseException e)
        {
            return (null, FaultOf(e.Message, e.Position));
        }
        catch (Exception e)
            when (e is Fluid.ParseException or ArithmeticException or ArgumentException or FormatException or InvalidOperationException)
        {
            return (null, FaultOf(e.Message, null));
        }
    }

    /// <summary>Some of its messages have the place in them.</summary>
    private static TemplateFault FaultOf(string message, TextPosition? position)
    {
        var place = Place.Match(message);
        var words = (place.Success ? message[..place.Index] : message.Split('\n')[0]).Trim();
        if (!words.EndsWith('.'))
            words += ".";
        return place.Success
                ? new TemplateFault(words, int.Parse(place.Groups["line"].ValueSpan), int.Parse(place.Groups["column"].ValueSpan))
            : position is { } at ? new TemplateFault(words, at.Line, at.Column)
            : new TemplateFault(words);
    }

    [GeneratedRegex(@"at \((?<line>\d+):(?<column>\d+)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place { get; }

    private sealed class Context(string text) : FluidParseContext(text)
    {
        private int depth;
        private int calls;

        public void Enter()
        {
            if (++depth > DepthMax || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
                throw Fault($"Blocks or brackets stand in each other more than {DepthMax} deep.");
            if (++calls > CallsMax)
                throw Fault("Its brackets take too long to read.");
        }

        public void Leave() => depth--;

        private Parlot.ParseException Fault(string message) => new(message, Scanner.Cursor.Position);
    }

    private sealed class Counted<T>(Parser<T> inner) : Parser<T>
    {
        public override bool Parse(ParseContext context, ref ParseResult<T> result)
        {
            var counts = (Context)context;
            counts.Enter();
            try
            {
                return inner.Parse(context, ref result);
            }
            finally
            {
                counts.Leave();
            }
        }
    }
}
