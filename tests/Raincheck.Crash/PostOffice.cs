using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Raincheck.Features.Email;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Sending;
using Raincheck.Features.Email.Servers;
using Raincheck.Ledger;
using Raincheck.Platform.Http;
using Raincheck.Storage;

namespace Raincheck.Crash;

/// <summary>The sending of mail as a host has it, on a shared database and ledger.</summary>
public sealed class PostOffice : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private readonly MailWorker worker;

    public PostOffice(ClientDatabase database, ClientLedger ledger, TimeProvider time, MailPace? pace = null, PublicAddress? address = null)
    {
        var made = new ServiceCollection();
        made.AddMetrics()
            .AddLogging(logging =>
                logging.SetMinimumLevel(LogLevel.Warning).AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace)
            )
            .AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>()
            .AddSingleton(database)
            .AddSingleton(ledger)
            .AddSingleton(time)
            .AddSingleton(address ?? PublicAddress.None)
            .AddEmail(pace);
        services = made.BuildServiceProvider();
        worker = new MailWorker(
            $"test-{Guid.NewGuid():N}",
            services.GetRequiredService<MailClaims>(),
            services.GetRequiredService<MailDesk>(),
            new SmtpCircuitBreaker(time),
            services.GetRequiredService<MailMetrics>(),
            time
        );
    }

    public TemplateEngine Templates => services.GetRequiredService<TemplateEngine>();

    public MailSecrets Secrets => services.GetRequiredService<MailSecrets>();

    public TestMail TestMail => services.GetRequiredService<TestMail>();

    public Task<MailStatus> StatusAsync() => services.GetRequiredService<MailStatusReader>().ReadAsync(CancellationToken.None);

    /// <summary>Sends what is due now, with one worker.</summary>
    /// <returns>How many mails it looked at.</returns>
    public async Task<int> SendDueAsync()
    {
        var all = 0;
        while (await worker.RunAsync(CancellationToken.None) is var taken and > 0)
            all += taken;
        return all;
    }

    /// <summary>Takes mails and dies with them: no other process gets them until its lease expires.</summary>
    public async Task<int> TakeAndDieAsync(int count)
    {
        var (catalogue, _) = await services.GetRequiredService<MailDesk>().OpenAsync(CancellationToken.None);
        var companies = catalogue.Companies.Select(c => c.Id).ToArray();
        return (await services.GetRequiredService<MailClaims>().TakeAsync("dead", companies, count, CancellationToken.None)).Count;
    }

    /// <summary>Sends by itself from now on, with as many workers as a host has.</summary>
    public Task StartAsync() => Sender.StartAsync(CancellationToken.None);

    public Task StopAsync() => Sender.StopAsync(CancellationToken.None);

    private MailSender Sender => services.GetServices<IHostedService>().OfType<MailSender>().Single();

    public ValueTask DisposeAsync()
    {
        worker.Dispose();
        return services.DisposeAsync();
    }
}
