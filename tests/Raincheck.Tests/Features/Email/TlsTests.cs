using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Raincheck.Crash;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Email;

/// <summary>Mail over TLS: the program itself, since whom a process trusts is settled when it starts.</summary>
public sealed class TlsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task GivenServersWithTls_WhenMailIsSent_ThenItReachesThoseThatAreTrustedAndNoOtherServerGetsThePassword(bool isTrusted)
    {
        Assert.SkipUnless(PrivateMailServer.WhyNot is null, $"The mail server is not available: {PrivateMailServer.WhyNot}");
        using var folder = new TempFolder();
        var (certificate, key) = MakeCertificate(folder);
        // They want a password, and take none and no mail without TLS.
        string[] options = ["--user", "acme", "--password", "open sesame", "--tls", certificate, key];
        await using var startTls = await PrivateMailServer.StartNewAsync(options);
        await using var implicitTls = await PrivateMailServer.StartNewAsync([.. options, "--implicit"]);
        await using var plain = await PrivateMailServer.StartNewAsync("--user", "acme", "--password", "open sesame");
        await using var client = await NewClient.WithSchemaAsync(Database.Sqlite);
        await using var process = ServeProcess.Serve(
            folder.Path,
            client.Connection,
            [.. ApiHost.Administrator, .. isTrusted ? [new("SSL_CERT_FILE", certificate)] : Array.Empty<KeyValuePair<string, string>>()]
        );
        await using var api = await ApiHost.OfAsync(await process.AddressAsync(), client.Connection);
        await api.Put(
                "/email/templates/notice",
                """{"subject":"Order {{ order.number }}","fromName":"Acme","fromAddress":"orders@acme.example","html":false,"body":"Hello"}"""
            )
            .Ok();
        var order = await api.NewOrder(await api.NewSku(), 1);

        foreach (var (server, security) in new[] { (startTls, "startTls"), (startTls, "auto"), (implicitTls, "tls") })
        {
            var before = await server.CountAsync();
            var sent = await SendAsync(api, order, server, security);
            if (isTrusted)
                (await server.MailsAsync())[^1].MessageId.ShouldBe(sent.Text("messageId"), security);
            else
                sent.Text("error")!.ShouldContain("certificate", customMessage: security);
            (await server.CountAsync()).ShouldBe(before + (isTrusted ? 1 : 0), security);
        }

        (await SendAsync(api, order, plain, "startTls")).Text("error")!.ShouldContain("STARTTLS");
        (await plain.CountAsync()).ShouldBe(0);
    }

    /// <summary>A test mail over this server.</summary>
    private static async Task<Reply> SendAsync(ApiHost api, string order, PrivateMailServer server, string security)
    {
        await api.Put(
                "/email/server",
                $$"""{"host":"127.0.0.1","port":{{server.Port}},"security":"{{security}}","userName":"acme","password":"open sesame"}"""
            )
            .Ok();
        return await api.Post("/email/templates/notice/test", $$"""{"order":"{{order}}","to":"me@acme.example"}""").Ok();
    }

    /// <summary>One that vouches for itself, for the loopback address.</summary>
    private static (string Certificate, string Key) MakeCertificate(TempFolder folder)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=mail.acme.example", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return (
            folder.Write("certificate.pem", certificate.ExportCertificatePem()),
            folder.Write("key.pem", key.ExportPkcs8PrivateKeyPem())
        );
    }
}
