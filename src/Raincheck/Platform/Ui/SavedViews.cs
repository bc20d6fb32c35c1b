using Microsoft.AspNetCore.WebUtilities;
using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;

namespace Raincheck.Platform.Ui;

/// <summary>The views of lists that people keep for themselves.</summary>
internal sealed class SavedViews(ClientDatabase database)
{
    public const int NameLengthMax = 60;
    private const int QueryLengthMax = 2_000;
    private const int ViewsMax = 50;

    /// <summary>The part of the address that is saved: everything except the page.</summary>
    public static string Kept(string query) =>
        QueryString
            .Create(
                QueryHelpers
                    .ParseQuery(query)
                    .Where(p => p.Key != "cursor")
                    .SelectMany(p => p.Value, (p, v) => KeyValuePair.Create(p.Key, v))
            )
            .Value!;

    /// <summary>The saved views of a user, by name.</summary>
    public async Task<IReadOnlyList<SavedView>> ListAsync(string owner, string page, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        return await db
            .SavedViews.AsNoTracking()
            .Where(v => v.Owner == owner && v.Page == page)
            .OrderBy(v => v.Name)
            .Take(ViewsMax)
            .ToListAsync(cancel);
    }

    /// <summary>Keeps a view; one of the same name is replaced.</summary>
    /// <returns>Why it was not kept; null if it was.</returns>
    public async Task<string?> SaveAsync(string owner, string page, string name, string query, CancellationToken cancel)
    {
        name = name.Trim();
        if (name.Length is 0 or > NameLengthMax || name.Any(char.IsControl))
            return $"The name of a view must have 1 to {NameLengthMax} characters.";
        if (query.Length > QueryLengthMax)
            return "These filters are too long to save.";
        await using var db = database.CreateContext();
        var mine = db.SavedViews.Where(v => v.Owner == owner && v.Page == page);
        if (await mine.FirstOrDefaultAsync(v => v.Name == name, cancel) is { } known)
            known.Query = query;
        else if (await mine.CountAsync(cancel) >= ViewsMax)
            return $"You can save {ViewsMax} views. Delete one first.";
        else
        {
            db.Add(
                new SavedView
                {
                    Id = Guid.CreateVersion7().ToString("N"),
                    Owner = owner,
                    Page = page,
                    Name = name,
                    Query = query,
                }
            );
        }
        await db.SaveChangesAsync(cancel);
        return null;
    }

    public async Task DeleteAsync(string owner, string id, CancellationToken cancel)
    {
        await using var db = database.CreateContext();
        await db.SavedViews.Where(v => v.Id == id && v.Owner == owner).ExecuteDeleteAsync(cancel);
    }
}
