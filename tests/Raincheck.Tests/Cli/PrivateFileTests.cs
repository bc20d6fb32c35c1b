using System.Runtime.Versioning;
using Microsoft.EntityFrameworkCore;
using Raincheck.Cli;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Cli;

/// <summary>Other accounts of a machine read neither a client nor its copies, and where they can, it is said.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PrivateFileTests : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private const UnixFileMode OpenFolder =
        Mine
        | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    private readonly TempFolder folder = new();

    public PrivateFileTests() => File.SetUnixFileMode(folder.Path, OpenFolder);

    private string Place => Path.Combine(folder.Path, "client.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task GivenANewDatabase_WhenItIsMadeAndCopied_ThenNoFileOfItIsForOthers()
    {
        await using var client = ClientDatabase.Open(Place);
        await client.MigrateAsync(TestContext.Current.CancellationToken);
        await using var reading = client.CreateContext();
        await reading.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);

        File.Exists(Place + "-wal").ShouldBeTrue();
        var copied = await CommandRun.Of("backup", "--database", Place, Path.Combine(folder.Path, "copy.db"));
        copied.ExitCode.ShouldBe(CommandLine.Done, copied.Error);
        foreach (var file in Directory.GetFiles(folder.Path))
            File.GetUnixFileMode(file).ShouldBe(Mine, file);
        PrivateFiles.OpenToOthers(client).ShouldBeEmpty();
    }

    [Fact]
    public async Task GivenADatabaseThatOthersMayRead_WhenItsStatusIsAsked_ThenTheFileIsNamedUnlessItsFolderKeepsThemOut()
    {
        await using (var client = ClientDatabase.Open(Place))
            await client.MigrateAsync(TestContext.Current.CancellationToken);
        File.SetUnixFileMode(Place, Mine | UnixFileMode.OtherRead);

        var told = await CommandRun.Of("status", "--database", Place);
        var asJson = await CommandRun.Of("status", "--database", Place, "--json");
        File.SetUnixFileMode(folder.Path, Mine | UnixFileMode.UserExecute);
        var kept = await CommandRun.Of("status", "--database", Place, "--json");

        told.Output.ShouldContain($"chmod 600 {Place}");
        asJson.Json.GetProperty("openToOthers").EnumerateArray().Select(f => f.GetString()).ShouldContain(Place);
        kept.Json.GetProperty("openToOthers").GetArrayLength().ShouldBe(0);
    }
}
