using System.Text;
using Raincheck.Features.Import;
using Raincheck.Features.Inventory;
using Shouldly;
using Xunit;

namespace Raincheck.Tests.Features.Import;

public sealed class RejectsWriterTests
{
    [Fact]
    public void Write_RejectsOfAFile_HaveLineReasonAndTheColumnsOfTheFile()
    {
        var rejects = Reject("warehouse;sku;onHand\nW1;A;x\nW1;\"B;C\";2\nW1;D\n", out var values);

        values.Single().ShouldBe(new StockCount("B;C", "W1", 2));
        rejects.ShouldBe(
            "line,reason,warehouse,sku,onHand\n"
                + "2,\"onHand is 'x'; it must be a whole number from 0 to 1000000000000\",W1,A,x\n"
                + "4,\"the row has 2 cells where the header has 3\",\"W1;D\",,\n"
        );
    }

    [Fact]
    public void Write_MendedRejects_CanBeImportedAsTheyAre()
    {
        var rejects = Reject("warehouse;sku;onHand\nW1;A;x\n", out _);

        Reject(rejects.Replace(",x\n", ",7\n", StringComparison.Ordinal), out var values).ShouldBeEmpty();
        values.Single().ShouldBe(new StockCount("A", "W1", 7));
    }

    [Fact]
    public void Write_ValueRefusedLater_HasThatReason()
    {
        using var file = StockFile.Open(new MemoryStream("sku,warehouse,onHand\nA,W1,1\n"u8.ToArray()), new()).Value;
        using var text = new StringWriter();
        using var writer = new RejectsWriter(text, file.Header);

        writer.Write(file.Read().Single().Refuse("There is no product A."));

        text.ToString().ShouldBe("line,reason,sku,warehouse,onHand\n2,\"There is no product A.\",A,W1,1\n");
        writer.Count.ShouldBe(1);
    }

    private static string Reject(string input, out List<StockCount> values)
    {
        using var file = StockFile.Open(new MemoryStream(Encoding.UTF8.GetBytes(input)), new()).Value;
        using var text = new StringWriter();
        using var writer = new RejectsWriter(text, file.Header);
        values = [];
        foreach (var item in file.Read())
        {
            writer.Write(item.Rejects);
            if (item.Value is { } value)
                values.Add(value);
        }
        return text.ToString();
    }
}
