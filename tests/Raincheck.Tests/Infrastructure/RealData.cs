using Xunit;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The real data sets, which are not part of the project: <c>../shared/data</c> beside it.</summary>
internal static class RealData
{
    /// <summary>The path of a file or folder of the data sets; the test is skipped where it is absent.</summary>
    public static string Find(string name)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Raincheck.slnx")))
            root = root.Parent;
        var path = Path.GetFullPath(Path.Combine(root?.FullName ?? "", "..", "shared", "data", name));
        Assert.SkipUnless(Path.Exists(path), $"The data set {name} is not in ../shared/data.");
        return path;
    }
}
