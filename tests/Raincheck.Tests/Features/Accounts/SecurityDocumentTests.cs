using System.Text.RegularExpressions;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary><c>docs/security.md</c> names tests as its evidence: they are there.</summary>
public sealed partial class SecurityDocumentTests
{
    [Fact]
    public void Table_NamesTestsThatExist()
    {
        var page = File.ReadAllText(Repository.PathOf("docs", "security.md"));
        var named = TestName()
            .Matches(page)
            .Select(m => (Class: m.Groups["class"].Value, Method: m.Groups["method"].Value))
            .Distinct()
            .ToList();
        var tests = Directory
            .EnumerateFiles(Repository.PathOf("tests"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => TestsOf(file))
            .ToHashSet();

        named.Count.ShouldBeGreaterThan(40);
        named
            .Where(t => t.Method == "*" ? !tests.Any(known => known.Class == t.Class) : !tests.Contains(t))
            .Select(t => $"{t.Class}.{t.Method}")
            .ShouldBeEmpty("docs/security.md names tests that are not there");
    }

    [Fact]
    public void Table_HasNoRequirementThatIsNeitherShownNorSaidToBeMissing()
    {
        var rows = File.ReadLines(Repository.PathOf("docs", "security.md"))
            .SkipWhile(l => !l.StartsWith("| requirement |", StringComparison.Ordinal))
            .Skip(2)
            .TakeWhile(l => l.StartsWith('|'))
            .Select(l => l.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();

        rows.Count.ShouldBeGreaterThan(40);
        rows.ShouldAllBe(r => r.Length == 3 && Requirement().IsMatch(r[0]));
        rows.Where(r =>
                r[2].Length == 0
                && !r[1].StartsWith("Not met", StringComparison.Ordinal)
                && !r[1].StartsWith("The operator's", StringComparison.Ordinal)
            )
            .Select(r => r[0])
            .ShouldBeEmpty();
    }

    /// <summary>The methods of a file that a runner finds: those behind an attribute that says so.</summary>
    private static IEnumerable<(string Class, string Method)> TestsOf(string file)
    {
        var (name, isTest) = ("", false);
        foreach (var line in File.ReadLines(file))
        {
            if (ClassName().Match(line) is { Success: true } found)
                name = found.Groups["name"].Value;
            isTest |= line.Contains("[Fact", StringComparison.Ordinal) || line.Contains("[Theory", StringComparison.Ordinal);
            if (!isTest || Method().Match(line) is not { Success: true } method)
                continue;
            isTest = false;
            yield return (name, method.Groups["name"].Value);
        }
    }

    [GeneratedRegex(@"`(?<class>\w+Tests)\.(?<method>\w+|\*)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TestName();

    [GeneratedRegex(@"^public sealed (partial )?class (?<name>\w+Tests)\b", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ClassName();

    [GeneratedRegex(@"^    public (async )?(Task|ValueTask|void) (?<name>\w+)\(", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Method();

    [GeneratedRegex(@"^\d+\.\d+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Requirement();
}
