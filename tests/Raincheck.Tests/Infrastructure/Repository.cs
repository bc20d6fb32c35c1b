using Shouldly;

namespace Raincheck.Tests.Infrastructure;

/// <summary>The files of the repository that the tests belong to.</summary>
internal static class Repository
{
    /// <summary>Where it is set, pages that the program itself makes are written anew instead of compared: <c>scripts/renew-docs</c>.</summary>
    private const string RenewVariable = "RAINCHECK_RENEW_DOCS";

    private static readonly Lazy<string> Root = new(Find);

    public static string PathOf(params string[] parts) => Path.Combine([Root.Value, .. parts]);

    /// <summary>A committed text is the one that the program makes of it today.</summary>
    public static async Task ShouldBeUpToDateAsync(string path, Func<string, string> make)
    {
        var file = PathOf(path);
        var committed = File.Exists(file) ? await File.ReadAllTextAsync(file) : "";
        var made = make(committed);
        if (Environment.GetEnvironmentVariable(RenewVariable) is { Length: > 0 })
            await File.WriteAllTextAsync(file, made);
        else
            committed.ShouldBe(made, $"{path} is out of date: run scripts/renew-docs, look at what changed, and commit it.");
    }

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Raincheck.slnx")))
            folder = folder.Parent ?? throw new InvalidOperationException("the tests do not run inside of the repository");
        return folder.FullName;
    }
}
