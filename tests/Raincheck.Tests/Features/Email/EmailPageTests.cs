using System.Text.RegularExpressions;
using Raincheck.Features.Email.Rendering;
using Raincheck.Tests.Infrastructure;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary><c>docs/email.md</c> has the variables that templates have.</summary>
public sealed partial class EmailPageTests
{
    [Fact]
    public Task Page_HasTheVariablesThatThereAre() =>
        Repository.ShouldBeUpToDateAsync(
            "docs/email.md",
            page =>
                Variables.Replace(
                    page,
                    _ =>
                        "| variable | meaning |\n|---|---|\n"
                        + string.Concat(MailFormatter.All.Select(word => $"| `{word.Path}` | {word.Meaning} |\n"))
                )
        );

    [GeneratedRegex(@"^\| variable \|.*\n(\|.*\n)*", RegexOptions.Multiline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Variables { get; }
}
