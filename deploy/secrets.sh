#!/bin/sh
# Makes the files that compose.yaml gives to its containers as secrets; those that are there stay as they are.
#
#   telegram_token   the line from @BotFather; empty: there is the web chat only
#   smtp_url         the mail server, like smtp://user:password@mail.example.org:587?starttls=1&from=todoke@example.org
#
# Only you can enter the folder. In a container its user, whoever that is, must be able to read them.
set -eu
umask 077
folder="$(dirname "$0")/secrets"
mkdir -p "$folder"
chmod 700 "$folder"
[ -s "$folder/database_password" ] || od -An -N24 -tx1 /dev/urandom | tr -d ' \n' > "$folder/database_password"
[ -s "$folder/database_url" ] ||
    printf 'postgresql://todoke:%s@database/todoke\n' "$(cat "$folder/database_password")" > "$folder/database_url"
for name in telegram_token smtp_url; do
    [ -e "$folder/$name" ] || : > "$folder/$name"
done
chmod 444 "$folder/database_password" "$folder/database_url"
chmod 644 "$folder/telegram_token" "$folder/smtp_url"
echo "Write the bot's token into $folder/telegram_token and the mail server into $folder/smtp_url; empty: without."
