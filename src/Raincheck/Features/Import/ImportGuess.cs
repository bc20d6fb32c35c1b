namespace Raincheck.Features.Import;

/// <summary>Guesses the column mapping from the names in a file.</summary>
internal static class ImportGuess
{
    /// <summary>Common names of the columns, most likely first.</summary>
    private static readonly Dictionary<string, string[]> OtherNames = new(StringComparer.Ordinal)
    {
        ["orderNumber"] = ["order", "order no", "order no.", "order id", "order #", "number", "name", "reference", "invoice no", "invoice"],
        ["number"] = ["purchase order", "po", "po number", "po no", "po no.", "po #", "order number", "order"],
        ["company"] = ["brand", "store", "shop", "selling brand"],
        ["channel"] = ["source", "sales channel", "marketplace"],
        ["orderedAt"] = ["ordered", "order date", "date", "created at", "created", "placed at", "paid at", "invoice date"],
        ["status"] = ["order status", "state"],
        ["paymentStatus"] = ["payment", "financial status"],
        ["customerName"] = ["customer", "billing name", "buyer", "full name", "name", "customer id"],
        ["customerEmail"] = ["email", "e-mail", "mail", "buyer email", "email address"],
        ["customerPhone"] = ["phone", "telephone", "billing phone"],
        ["customerCompany"] = ["customer company"],
        ["shipToName"] = ["shipping name", "ship to name", "recipient"],
        ["shipToCompany"] = ["shipping company"],
        ["shipToLine1"] = ["shipping address1", "shipping address", "shipping street", "street", "address1", "address"],
        ["shipToLine2"] = ["shipping address2", "address2"],
        ["shipToCity"] = ["shipping city", "city", "town"],
        ["shipToRegion"] = ["shipping province", "shipping state", "state", "province"],
        ["shipToPostalCode"] = ["shipping zip", "shipping postcode", "zip", "postcode", "postal code"],
        ["shipToCountry"] = ["shipping country", "country code"],
        ["shipToPhone"] = ["shipping phone"],
        ["billToCompany"] = ["billing company"],
        ["billToLine1"] = ["billing address1", "billing address", "billing street"],
        ["billToLine2"] = ["billing address2"],
        ["billToCity"] = ["billing city"],
        ["billToRegion"] = ["billing province", "billing state"],
        ["billToPostalCode"] = ["billing zip", "billing postcode"],
        ["billToCountry"] = ["billing country"],
        ["shipBy"] = ["ship by date", "latest ship date", "ship before"],
        ["sku"] =
        [
            "lineitem sku",
            "item",
            "item number",
            "article",
            "article number",
            "product",
            "product code",
            "code",
            "variant sku",
            "stock code",
        ],
        ["quantity"] = ["qty", "lineitem quantity", "units", "ordered qty", "amount"],
        ["unitPrice"] = ["price", "lineitem price", "unit price", "price each"],
        ["name"] = ["title", "product name", "description", "item name"],
        ["vendor"] = ["supplier"],
        ["vendorSku"] = ["supplier sku", "supplier code", "vendor code"],
        ["packSize"] = ["pack", "case pack", "units per pack"],
        ["minimumOrder"] = ["moq", "min order", "minimum order quantity"],
        ["cost"] = ["unit cost", "cost price", "purchase price", "cost per item"],
        ["leadTimeDays"] = ["lead time", "lead time days", "lead time in days", "delivery time"],
        ["replacementSku"] = ["replacement", "substitute"],
        ["components"] = ["kit", "bundle", "bill of materials"],
        ["warehouse"] = ["location", "site", "wh"],
        ["onHand"] = ["stock", "on hand", "quantity", "qty", "available", "count", "counted"],
        ["confirmed"] = ["vendor confirmed", "date confirmed", "acknowledged"],
        ["expectedAt"] = ["expected", "eta", "due", "due date", "delivery date", "expected date"],
    };

    /// <summary>Our column for each name of the header; an empty one leaves the file's column out.</summary>
    /// <param name="columns">Our columns.</param>
    /// <param name="header">The names in the file.</param>
    /// <param name="remembered">Earlier mappings of these names.</param>
    public static Dictionary<string, string> Map(
        IReadOnlyList<ImportColumn> columns,
        IReadOnlyList<string> header,
        IReadOnlyDictionary<string, string> remembered
    )
    {
        var map = header
            .Select(h => h.Trim())
            .Where(h => h.Length > 0)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToDictionary(h => h, _ => "", StringComparer.OrdinalIgnoreCase);
        var settled = map.Keys.Where(ImportColumns.IsPassedOver).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in map.Keys.Where(remembered.ContainsKey))
            Settle(name, remembered[name]);
        foreach (var name in map.Keys)
            Settle(name, ImportColumns.Find(columns, name));
        foreach (var column in columns)
        {
            foreach (var other in OtherNames.GetValueOrDefault(column.Name, []))
                Settle(map.Keys.FirstOrDefault(name => !settled.Contains(name) && ImportColumns.SameName(name, other)), column.Name);
        }
        return map;

        // What is settled first stays, and two columns of a file are never one of ours.
        void Settle(string? name, string? ours)
        {
            if (name is null || ours is null || settled.Contains(name))
                return;
            if (ours.Length > 0 && (map.ContainsValue(ours) || ImportColumns.Find(columns, ours) != ours))
                return;
            map[name] = ours;
            settled.Add(name);
        }
    }
}
