using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Shouldly;

namespace Raincheck.Core.Tests;

/// <summary>The table of <c>docs/refusals.md</c> is the enumeration: none is missing, none is out of order, none means something else.</summary>
public sealed partial class RefusalDocumentTests
{
    [Fact]
    public void Table_IsTheOneThatTheCodesMake()
    {
        var documented = File.ReadAllLines(Path.Combine(RepositoryRoot(), "docs", "refusals.md")).Where(l => l.StartsWith('|')).ToList();

        var expected = Rows();

        documented.ShouldBe(expected, $"docs/refusals.md should have this table:\n{string.Join('\n', expected)}\n");
    }

    private static List<string> Rows() =>
        [
            "| code | status | meaning |",
            "|---|---|---|",
            .. Enum.GetValues<RefusalCode>()
                .Select(code =>
                    $"| `{JsonNamingPolicy.SnakeCaseLower.ConvertName(code.ToString())}` | {(int)Refusal.KindOf(code)} | {Meaning(code)} |"
                ),
        ];

    /// <summary>What the doc comment of the code says, on one line.</summary>
    private static string Meaning(RefusalCode code)
    {
        var documentation = XDocument.Load(Path.ChangeExtension(typeof(RefusalCode).Assembly.Location, "xml"));
        var summary = documentation
            .Descendants("member")
            .Single(m => m.Attribute("name")!.Value == $"F:{typeof(RefusalCode).FullName}.{code}")
            .Element("summary")!;
        foreach (var reference in summary.Descendants("see").ToList())
            reference.ReplaceWith(ValueOf(reference.Attribute("cref")!.Value));
        return Spaces.Replace(summary.Value.Trim(), " ");
    }

    /// <summary>A reader of the page wants the number, not the name of the constant.</summary>
    private static string ValueOf(string cref) =>
        cref == $"F:{typeof(Quantity).FullName}.{nameof(Quantity.Max)}"
            ? FormattableString.Invariant($"{Quantity.Max:N0}")
            : throw new InvalidOperationException($"the page has no words for {cref}");

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raincheck.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside of the repository");
        return folder.FullName;
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Spaces { get; }
}
