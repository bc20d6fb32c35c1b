using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Raincheck.Features.Accounts.AtRest;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

/// <summary>A copy of the database without its key is not enough to create credentials.</summary>
public sealed class AtRestTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADatabaseWithKeysInClear_WhenItIsServedWithAKey_ThenTheyAreEncryptedAndGoOnWorking(Database database)
    {
        await using var clear = await ApiHost.StartAsync(database);
        var text = Protector(clear).Protect("kept");
        (await SecretsAsync(clear)).ShouldAllBe(s => !AtRestKey.IsEncrypted(s));
        (await KeysAsync(clear)).ShouldContain(k => k.Contains("masterKey", StringComparison.Ordinal));

        await using var served = await ServeAsync(clear.Connection, Key());

        (await SecretsAsync(served)).ShouldAllBe(s => AtRestKey.IsEncrypted(s));
        (await KeysAsync(served)).ShouldAllBe(k => !k.Contains("masterKey", StringComparison.Ordinal));
        Protector(served).Unprotect(text).ShouldBe("kept");
        served.Http.DefaultRequestHeaders.Authorization = clear.Http.DefaultRequestHeaders.Authorization;
        await served.Get("/me").Ok();
    }

    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenADatabaseWithEncryptedKeys_WhenItIsServedWithoutTheKeyOrWithAnother_ThenItSaysSoAndServesNothing(
        Database database
    )
    {
        await using var client = await NewClient.WithSchemaAsync(database);
        await (await ServeAsync(client.Connection, Key())).DisposeAsync();

        (await Should.ThrowAsync<InvalidOperationException>(() => ServeAsync(client.Connection, AtRestKey.None))).Message.ShouldContain(
            AtRestKey.Variable
        );
        var other = AtRestKey.Of(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)), "other");
        (await Should.ThrowAsync<InvalidOperationException>(() => ServeAsync(client.Connection, other))).Message.ShouldContain(
            "another key"
        );
        await (await ServeAsync(client.Connection, Key())).DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA==")]
    public void Of_WhatIsNoKey_SaysHowToMakeOne(string text) =>
        Should.Throw<InvalidOperationException>(() => AtRestKey.Of(text, "RAINCHECK_KEY")).Message.ShouldContain("openssl rand -base64 32");

    [Fact]
    public void Decrypt_OfAnotherNameOrAChangedValue_IsRefused()
    {
        var sealedValue = Key().Encrypt("one", "value");

        Key().Decrypt("one", sealedValue).ShouldBe("value");
        Should.Throw<InvalidOperationException>(() => Key().Decrypt("other", sealedValue));
        Should.Throw<InvalidOperationException>(() => Key().Decrypt("one", sealedValue[..^4] + "AAA="));
        Key().Decrypt("one", "never encrypted").ShouldBe("never encrypted");
    }

    private static AtRestKey Key() => AtRestKey.Of(Convert.ToBase64String([.. Enumerable.Range(0, 32).Select(i => (byte)i)]), "test");

    private static Task<ApiHost> ServeAsync(string connection, AtRestKey key) =>
        ApiHost.StartOnAsync(connection, o => o with { Key = key });

    private static IDataProtector Protector(ApiHost host) =>
        host.Services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test");

    private static async Task<List<string>> SecretsAsync(ApiHost host)
    {
        await using var db = host.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var secrets = await db.Secrets.Select(s => s.Value).ToListAsync(TestContext.Current.CancellationToken);
        secrets.ShouldNotBeEmpty();
        return secrets;
    }

    private static async Task<List<string>> KeysAsync(ApiHost host)
    {
        await using var db = host.Services.GetRequiredService<ClientDatabase>().CreateContext();
        var keys = await db.DataProtectionKeys.Select(k => k.Xml!).ToListAsync(TestContext.Current.CancellationToken);
        keys.ShouldNotBeEmpty();
        return keys;
    }
}
