using Shouldly;

namespace Raincheck.Core.Tests;

public sealed class ArchitectureTests
{
    /// <summary>The rules know no framework: all references come with the runtime.</summary>
    [Fact]
    public void Core_ReferencesTheBaseClassLibraryOnly()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var references = typeof(Refusal).Assembly.GetReferencedAssemblies().Select(a => a.Name!).ToArray();

        references.ShouldNotBeEmpty();
        references.ShouldAllBe(name =>
            name.StartsWith("System.", StringComparison.Ordinal) && File.Exists(Path.Combine(runtime, name + ".dll"))
        );
    }

    /// <summary>Parts of the base class library that wait, or reach outside of the process.</summary>
    [Theory]
    [InlineData("System.Net")]
    [InlineData("System.Data")]
    [InlineData("System.IO")]
    [InlineData("System.Diagnostics.Process")]
    [InlineData("System.Threading")]
    public void Core_DoesNotReach(string part) =>
        typeof(Refusal)
            .Assembly.GetReferencedAssemblies()
            .ShouldNotContain(a => a.Name == part || a.Name!.StartsWith(part + ".", StringComparison.Ordinal));
}
