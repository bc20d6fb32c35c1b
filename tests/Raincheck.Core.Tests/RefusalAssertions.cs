using Shouldly;

namespace Raincheck.Core.Tests;

internal static class RefusalAssertions
{
    /// <summary>Asserts the code and the detail, or that nothing is refused where the detail is null.</summary>
    public static void ShouldBeRefused(this Refusal? refusal, RefusalCode code, string? detail)
    {
        if (detail is null)
            refusal.ShouldBeNull();
        else
            (refusal.ShouldNotBeNull().Code, refusal!.Detail).ShouldBe((code, detail));
    }
}
