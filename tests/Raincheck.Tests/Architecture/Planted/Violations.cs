// What the rules of the architecture forbid, so that tests can see that it is found.
namespace Raincheck.Tests.Architecture.Planted.Core
{
    internal sealed class PlantedLine
    {
#pragma warning disable CA1051 // A public field is what is planted.
        public int Shipped = 1;
#pragma warning restore CA1051

        public int Quantity { get; set; }

        public int Line { get; init; }

        public int Cancelled { get; private set; }

        public void Cancel() => Cancelled++;
    }
}

namespace Raincheck.Tests.Architecture.Planted.Storage
{
    internal sealed class PlantedRow
    {
        public Features.Orders.PlantedOrders? Orders { get; init; }
    }
}

namespace Raincheck.Tests.Architecture.Planted.Features.Orders
{
    internal sealed class PlantedOrders
    {
        public Mail.PlantedMail? Mail { get; init; }
    }
}

namespace Raincheck.Tests.Architecture.Planted.Features.Mail
{
    internal sealed class PlantedMail
    {
        public Orders.PlantedOrders? Orders { get; init; }
    }
}
