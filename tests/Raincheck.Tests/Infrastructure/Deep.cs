using Xunit;
using Xunit.v3;

namespace Raincheck.Tests.Infrastructure;

/// <summary>What is random or long runs in a small part in <c>./test</c>, and whole in <c>./test deep</c>.</summary>
public static class Deep
{
    internal const string Trait = "deep";

    /// <summary>Whether this is <c>./test deep</c>: it sets <c>RAINCHECK_TEST_DEEP</c>.</summary>
    public static bool IsOn { get; } = Environment.GetEnvironmentVariable("RAINCHECK_TEST_DEEP") == "1";

    /// <summary>The whole in <c>./test deep</c>, a part of it otherwise.</summary>
    /// <exception cref="InvalidOperationException"><c>./test deep</c> would not run this test: it has no <see cref="MoreInDeepAttribute"/>.</exception>
    public static int Of(int whole, int part)
    {
        if (TestContext.Current.TestCase is not { } test || !test.Traits.ContainsKey(Trait))
            throw new InvalidOperationException(
                $"A test that runs in part says [MoreInDeep]; this one does not, so ./test deep leaves it out."
            );
        return IsOn ? whole : part;
    }
}

/// <summary><c>./test</c> runs a part of it, by <see cref="Deep.Of"/>, and <c>./test deep</c> the whole.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class MoreInDeepAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Deep.Trait, "more")];
}

/// <summary>Only <c>./test deep</c> runs it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class OnlyInDeepAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new(Deep.Trait, "only")];
}
