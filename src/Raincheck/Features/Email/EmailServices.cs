using Raincheck.Features.Email.Forecast;
using Raincheck.Features.Email.Outbox;
using Raincheck.Features.Email.Pages;
using Raincheck.Features.Email.Rendering;
using Raincheck.Features.Email.Sending;
using Raincheck.Features.Email.Servers;
using Raincheck.Features.Email.Templates;
using Raincheck.Ledger;
using Raincheck.Storage;

namespace Raincheck.Features.Email;

/// <summary>The services of mail, and its part of the API.</summary>
internal static class EmailServices
{
    public static void AddEmail(this IServiceCollection services, MailPace? pace = null)
    {
        services.AddSingleton<TemplateEngine>();
        services.AddSingleton<MailRenderer>();
        services.AddSingleton<DatedTemplates>();
        services.AddSingleton<MailFactsReader>();
        services.AddSingleton(provider => new MailPreview(
            provider.GetRequiredService<MailFactsReader>(),
            provider.GetRequiredService<MailRenderer>()
        ));
        services.AddSingleton(provider => new MailAnnouncer(
            provider.GetRequiredService<ClientDatabase>(),
            provider.GetRequiredService<ClientLedger>(),
            provider.GetRequiredService<MailRenderer>(),
            provider.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<EmailReader>();
        services.AddSingleton<OutboxViews>();
        services.AddSingleton<HandMail>();
        services.AddSingleton<MailSecrets>();
        services.AddScoped<MailQuestion>();
        services.AddMailSending(pace);
    }

    public static void MapEmail(this RouteGroupBuilder api)
    {
        api.MapEmailTemplates();
        api.MapEmailSettings();
        api.MapOutbox();
        api.MapMailSending();
    }
}
