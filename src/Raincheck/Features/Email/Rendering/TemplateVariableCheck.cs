using System.Globalization;
using Fluid;
using Fluid.Ast;
using Fluid.Parser;
using Raincheck.Storage;

namespace Raincheck.Features.Email.Rendering;

/// <summary>
/// Looks for words that mean nothing: a misspelt variable would only show as a gap, in a mail that is sent already.
/// </summary>
internal sealed class TemplateVariableCheck : AstVisitor
{
    /// <summary>
    /// How deep a template stands in itself once it is read: chains of filters and of conditions are no deeper in the text, but
    /// each link calls the next when it is carried out.
    /// </summary>
    public const int DepthMax = 150;

    private const int RangeMax = 1_000;

    private readonly string text;
    private readonly FilterCollection filters;
    private readonly Dictionary<string, string?> locals = new(StringComparer.Ordinal) { ["forloop"] = null, ["tablerowloop"] = null };
    private TemplateFault? fault;
    private int depth;

    private TemplateVariableCheck(string text, FilterCollection filters)
    {
        this.text = text;
        this.filters = filters;
    }

    /// <summary>Whether a template says that another product is sent than the one ordered.</summary>
    public static bool SaysWhatIsReplaced(EmailTemplate template) =>
        new[] { template.Subject, template.Body }.Any(t =>
            t.Contains("notice.replaced", StringComparison.Ordinal) || t.Contains("instead_of", StringComparison.Ordinal)
        );

    /// <summary>The first word that means nothing; null if there is none.</summary>
    public static TemplateFault? Check(IFluidTemplate template, string text, FilterCollection filters)
    {
        var words = new TemplateVariableCheck(text, filters);
        words.VisitTemplate(template);
        return words.fault;
    }

    public override Statement Visit(Statement statement) => statement is null || IsTooDeep() ? statement! : Inside(base.Visit, statement);

    public override Expression Visit(Expression expression) =>
        expression is null || IsTooDeep() ? expression! : Inside(base.Visit, expression);

    protected override Statement VisitAssignStatement(AssignStatement assignStatement)
    {
        var visited = base.VisitAssignStatement(assignStatement);
        locals[assignStatement.Identifier] = null;
        return visited;
    }

    protected override Statement VisitIncrementStatement(IncrementStatement incrementStatement)
    {
        locals[incrementStatement.Identifier] = null;
        return base.VisitIncrementStatement(incrementStatement);
    }

    protected override Statement VisitDecrementStatement(DecrementStatement decrementStatement)
    {
        locals[decrementStatement.Identifier] = null;
        return base.VisitDecrementStatement(decrementStatement);
    }

    protected override Statement VisitParserBlockStatement<T>(ParserBlockStatement<T> parserBlockStatement)
    {
        if (parserBlockStatement.Value is string captured)
            locals[captured] = null;
        return base.VisitParserBlockStatement(parserBlockStatement);
    }

    protected override Statement VisitForStatement(ForStatement forStatement)
    {
        locals[forStatement.Identifier] = TypeOfItems(forStatement.Source);
        return base.VisitForStatement(forStatement);
    }

    protected override Statement VisitTableRowStatement(TableRowStatement tableRowStatement)
    {
        locals[tableRowStatement.Identifier] = TypeOfItems(tableRowStatement.Source);
        return base.VisitTableRowStatement(tableRowStatement);
    }

    protected override Expression VisitRangeExpression(RangeExpression rangeExpression)
    {
        // A range is a list of all its numbers, made before anything counts the steps through it.
        if (
            rangeExpression.From is not LiteralExpression { Value: var from }
            || rangeExpression.To is not LiteralExpression { Value: var to }
            || Math.Abs(to.ToNumberValue() - from.ToNumberValue()) > RangeMax
        )
            Add("..", $"A range is of two whole numbers, at most {RangeMax} apart.");
        return base.VisitRangeExpression(rangeExpression);
    }

    protected override Expression VisitFilterExpression(FilterExpression filterExpression)
    {
        if (!filters.TryGetValue(filterExpression.Name, out _))
            Add(filterExpression.Name, $"There is no filter {filterExpression.Name}.");
        return base.VisitFilterExpression(filterExpression);
    }

    protected override Expression VisitMemberExpression(MemberExpression memberExpression)
    {
        CheckMembers(memberExpression);
        foreach (var segment in memberExpression.Segments.OfType<IndexerSegment>())
            Visit(segment.Expression);
        return base.VisitMemberExpression(memberExpression);
    }

    private bool IsTooDeep()
    {
        if (depth < DepthMax)
            return false;
        fault ??= new TemplateFault($"Filters or conditions follow each other more than {DepthMax} deep.");
        return true;
    }

    private T Inside<T>(Func<T, T> visit, T part)
    {
        depth++;
        var visited = visit(part);
        depth--;
        return visited;
    }

    private void CheckMembers(MemberExpression expression)
    {
        if (expression.Segments is not [IdentifierSegment root, ..])
            return;
        var path = root.Identifier;
        if (!locals.TryGetValue(root.Identifier, out var type) && !MailFormatter.Roots.TryGetValue(root.Identifier, out type))
        {
            Add(path, $"There is no variable {path}.");
            return;
        }
        foreach (var segment in expression.Segments.Skip(1))
        {
            // What stands in brackets is known only when the mail is made.
            if (type is null || segment is not IdentifierSegment member)
                return;
            path = string.Create(CultureInfo.InvariantCulture, $"{path}.{member.Identifier}");
            if (!MailFormatter.Members[type].TryGetValue(member.Identifier, out type))
            {
                Add(path, $"There is no variable {path}.");
                return;
            }
        }
    }

    private string? TypeOfItems(Expression? source) =>
        source switch
        {
            MemberExpression { Segments: [IdentifierSegment { Identifier: "lines" or "all_lines" }] } => MailFormatter.Line,
            MemberExpression
            {
                Segments: [IdentifierSegment { Identifier: var item }, IdentifierSegment { Identifier: MailFormatter.Schedule }]
            } when locals.GetValueOrDefault(item) == MailFormatter.Line => MailFormatter.Piece,
            _ => null,
        };

    /// <summary>The first fault counts; its place is where the word stands first.</summary>
    private void Add(string word, string message)
    {
        var offset = text.IndexOf(word, StringComparison.Ordinal);
        fault ??= offset < 0 ? new TemplateFault(message) : TemplateFault.At(text, offset, message);
    }
}
