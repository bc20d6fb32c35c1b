using System.Text.RegularExpressions;
using System.Xml.Linq;
using Raincheck.Core;
using Raincheck.Platform.Http;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Api;

/// <summary>The tables of <c>docs/refusals.md</c> are the enumerations: no code is missing, out of order, or means something else.</summary>
public sealed partial class ProblemCodeTests
{
    [Fact]
    public Task Page_HasTheTablesThatTheCodesMake() =>
        Repository.ShouldBeUpToDateAsync(
            "docs/refusals.md",
            page =>
            {
                var tables = new Queue<string>([
                    Table<RefusalCode>(code => (int)Refusal.KindOf(code)),
                    Table<ProblemCode>(ProblemCodes.StatusOf),
                ]);
                var made = Tables.Replace(page, _ => tables.Dequeue());
                tables.ShouldBeEmpty("docs/refusals.md has a table of the rules' codes, and one of the host's");
                return made;
            }
        );

    [Fact]
    public void All_NamesEachCodeOnce() => ProblemCodes.All.ShouldBeUnique();

    private static string Table<T>(Func<T, int> statusOf)
        where T : struct, Enum =>
        string.Concat(
            "| code | status | meaning |\n|---|---|---|\n",
            string.Concat(Enum.GetValues<T>().Select(code => $"| `{EnumName.OfCode(code)}` | {statusOf(code)} | {Meaning(code)} |\n"))
        );

    /// <summary>What the doc comment of the code says, on one line.</summary>
    private static string Meaning<T>(T code)
        where T : struct, Enum
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(T).Assembly.Location, "xml"), LoadOptions.PreserveWhitespace);
        var summary = documentation
            .Descendants("member")
            .Single(m => m.Attribute("name")!.Value == $"F:{typeof(T).FullName}.{code}")
            .Element("summary")!;
        foreach (var reference in summary.Descendants("see").ToList())
            reference.ReplaceWith(ValueOf(reference.Attribute("cref")!.Value));
        foreach (var word in summary.Descendants("c").ToList())
            word.ReplaceWith($"`{word.Value}`");
        return Spaces.Replace(summary.Value.Trim(), " ");
    }

    /// <summary>A reader of the page wants the number, not the name of the constant.</summary>
    private static string ValueOf(string cref) =>
        cref == $"F:{typeof(Quantity).FullName}.{nameof(Quantity.Max)}"
            ? FormattableString.Invariant($"{Quantity.Max:N0}")
            : throw new InvalidOperationException($"the page has no words for {cref}");

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces { get; }

    [GeneratedRegex(@"^(\|.*\n)+", RegexOptions.CultureInvariant | RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Tables { get; }
}
