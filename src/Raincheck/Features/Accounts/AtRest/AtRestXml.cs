using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace Raincheck.Features.Accounts.AtRest;

/// <summary>Encrypts the keys of Data Protection before they go into the database.</summary>
internal sealed class AtRestXmlEncryptor(AtRestKey key) : IXmlEncryptor
{
    internal const string Name = "data-protection";

    private static readonly XNamespace Marks = "http://schemas.asp.net/2015/03/dataProtection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
        new(
            new XElement("encryptedKey", key.Encrypt(Name, plaintextElement.ToString(SaveOptions.DisableFormatting))),
            typeof(AtRestXmlDecryptor)
        );

    /// <summary>Encrypts a key that was stored in clear; null if it contains nothing to encrypt.</summary>
    public string? Encrypted(string xml)
    {
        var kept = XElement.Parse(xml);
        var secrets = kept.Descendants().Where(e => (bool?)e.Attribute(Marks + "requiresEncryption") == true).ToList();
        foreach (var secret in secrets)
        {
            var encrypted = Encrypt(secret);
            secret.ReplaceWith(
                new XElement(
                    Marks + "encryptedSecret",
                    new XAttribute("decryptorType", encrypted.DecryptorType.AssemblyQualifiedName!),
                    encrypted.EncryptedElement
                )
            );
        }
        return secrets.Count == 0 ? null : kept.ToString(SaveOptions.DisableFormatting);
    }
}

/// <summary>Data Protection makes it by its name, with the host's services.</summary>
public sealed class AtRestXmlDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        ArgumentNullException.ThrowIfNull(encryptedElement);
        return XElement.Parse(services.GetRequiredService<AtRestKey>().Decrypt(AtRestXmlEncryptor.Name, encryptedElement.Value));
    }
}
