using System.Text.Json;
using System.Text.Json.Serialization;
using Raincheck.Core.Notices;
using Raincheck.Storage;

namespace Raincheck.Ledger.Outbox;

/// <summary>How the outbox keeps what a notice is queued for.</summary>
internal static class MailOccasionText
{
    private static readonly JsonSerializerOptions Options = new(LedgerJson.Options)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    public static MailOccasion Empty { get; } = new();

    public static string Write(MailOccasion occasion) => JsonSerializer.Serialize(occasion, Options);

    /// <summary>What a notice was queued for. An older version kept quantities here; of those, the units are read.</summary>
    public static MailOccasion Read(OutboxMail notice) => JsonSerializer.Deserialize<MailOccasion>(notice.Data, Options)!;
}
