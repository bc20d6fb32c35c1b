using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Raincheck.Features.Accounts;
using Raincheck.Storage;
using Raincheck.Tests.Cli;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed class RoleMigrationTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenUsersFromBeforeThereWereRoles_WhenTheSchemaIsBroughtUpToDate_ThenTheyAreAdministrators(Database database)
    {
        await using var place = NewClient.On(database);
        await using var client = ClientDatabase.Open(place.Connection);
        await client.MakeSchemaAsync(CancellationToken.None);
        await using (var old = client.CreateContext())
        {
            await old.GetService<IMigrator>().MigrateAsync("Initial");
            await old.Database.ExecuteSqlRawAsync(
                """
                INSERT INTO asp_net_users (id, user_name, normalized_user_name, email_confirmed, phone_number_confirmed, two_factor_enabled, lockout_enabled, access_failed_count)
                VALUES ('1', 'ada', 'ADA', false, false, false, true, 0), ('2', 'bob', 'BOB', false, false, false, true, 0)
                """
            );
        }

        await client.MigrateAsync();

        await using var db = client.CreateContext();
        (await db.Roles.Select(r => r.Name).ToListAsync()).ShouldBe(Roles.All, ignoreOrder: true);
        (await db.UserRoles.OrderBy(r => r.UserId).Select(r => r.UserId + r.RoleId).ToListAsync()).ShouldBe(["1admin", "2admin"]);
        (await db.Users.AnyAsync(u => u.IsDisabled)).ShouldBeFalse();
    }
}
