using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Features.Accounts.AtRest;

/// <summary>Encrypts what a database has from before there was a key to encrypt it with.</summary>
internal sealed class KeysAtRest(ClientDatabase database, AtRestKey key, ILogger<KeysAtRest> log)
{
    public async Task EncryptAsync(CancellationToken cancel)
    {
        if (!key.IsGiven)
            return;
        await using var db = database.CreateContext();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        var changed = 0;
        foreach (var secret in await db.Secrets.ToListAsync(cancel))
        {
            if (AtRestKey.IsEncrypted(secret.Value))
                continue;
            secret.Value = key.Encrypt(secret.Name, secret.Value);
            changed++;
        }
        var encryptor = new AtRestXmlEncryptor(key);
        foreach (var row in await db.DataProtectionKeys.ToListAsync(cancel))
        {
            if (row.Xml is null || encryptor.Encrypted(row.Xml) is not { } encrypted)
                continue;
            row.Xml = encrypted;
            changed++;
        }
        if (changed == 0)
            return;
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        log.LogInformation("{Count} keys in the database are encrypted from now on; copies of it from before are not", changed);
    }
}
