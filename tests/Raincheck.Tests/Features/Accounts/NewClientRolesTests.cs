using Microsoft.EntityFrameworkCore;
using Raincheck.Storage;
using Raincheck.Tests.Infrastructure;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Accounts;

public sealed class NewClientRolesTests
{
    [Theory]
    [InlineData(Database.Sqlite)]
    [InlineData(Database.Postgres)]
    public async Task GivenANewDatabase_WhenTheSchemaIsMade_ThenItHasEveryRoleAndNoUser(Database database)
    {
        await using var place = NewClient.On(database);
        await using var client = ClientDatabase.Open(place.Connection);

        await client.MigrateAsync();

        await using var db = client.CreateContext();
        (await db.Roles.Select(r => r.Name).ToListAsync()).ShouldBe(Roles.All, ignoreOrder: true);
        (await db.Users.AnyAsync()).ShouldBeFalse();
    }
}
